# What is kept of a score to compare later ones with. --arg truth: the hash of the corpus's truth.
{truth: $truth, submissions, pages, pieces,
 report: .report | map_values({value, low, high, numerator, denominator})}
