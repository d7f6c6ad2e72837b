#include "stages/formats/text_steps.h"

#include <cstring>
#include <memory>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

using Steps = std::vector<std::vector<std::pair<const char *, float>>>;

static int add_steps(const Steps &steps, step *out, int max)
{
    int count = 0;
    for (const auto &choices : steps) {
        if (count == max)
            break;
        step &s = out[count++];
        s.count = 0;
        for (const auto &choice : choices) {
            if (s.count == STEP_CHOICES || std::strlen(choice.first) >= sizeof s.choices[0].text)
                continue;
            std::strcpy(s.choices[s.count].text, choice.first);
            s.choices[s.count++].p = choice.second;
        }
    }
    return count;
}

int steps_take(TessBaseAPI *api, step *steps, int max)
{
    std::unique_ptr<tesseract::ResultIterator> it(api->GetIterator());
    int count = 0;
    for (bool more = it != nullptr; more; more = it->Next(tesseract::RIL_WORD)) {
        const auto *symbols = it->GetRawLSTMTimesteps();
        if (!symbols)
            continue;
        for (const auto &symbol : *symbols)
            count += add_steps(symbol, steps + count, max - count);
    }
    return count;
}
