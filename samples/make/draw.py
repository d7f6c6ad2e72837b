#!/usr/bin/python3
"""Draw HTML files as PDF with one start of WeasyPrint.

Reads lines 'HTML<tab>PDF' from standard input and writes the number of pages of each, a line a file,
to standard output. The same HTML gives the same bytes.
"""
import logging
import os
import sys

os.environ["SOURCE_DATE_EPOCH"] = "1600000000"  # font subsets carry a time otherwise
logging.disable(logging.CRITICAL)

import weasyprint  # noqa: E402: its imports read the environment
from weasyprint.text.fonts import FontConfiguration  # noqa: E402


def main():
    fonts = FontConfiguration()
    for line in sys.stdin:
        source, target = line.rstrip("\n").split("\t")
        document = weasyprint.HTML(filename=source).render(font_config=fonts)
        document.write_pdf(target)
        print(len(document.pages), flush=True)


if __name__ == "__main__":
    main()
