"""The pipelines of `pipelines.ts`, step by step, for Python's Beam: the same elements, with the same coders."""

import re

import apache_beam as beam

CHUNK = 10_000
KEYS = 10_000
WORDS_PER_LINE = 10
VOCABULARY = 10_007

WORD = re.compile(r"\w+")


def _word(place):
    """Words of a low rank come much more often, as in a language."""
    scattered = place * 7919 % VOCABULARY
    return f"word{scattered * scattered // VOCABULARY}"


LINES = [
    " ".join(_word(WORDS_PER_LINE * line + place) for place in range(WORDS_PER_LINE)) for line in range(VOCABULARY)
]


class Tally:
    """What has arrived at the end of a pipeline, in the process that has submitted it: its worker is a thread there."""

    total = 0


class EmitNumbers(beam.DoFn):
    def process(self, seed):
        yield from range(seed * CHUNK, (seed + 1) * CHUNK)


class EmitLines(beam.DoFn):
    def process(self, seed):
        lines = CHUNK // WORDS_PER_LINE
        for line in range(seed * lines, (seed + 1) * lines):
            yield LINES[line % VOCABULARY]


class EmitPairs(beam.DoFn):
    def process(self, seed):
        for i in range(seed * CHUNK, (seed + 1) * CHUNK):
            yield f"customer-{i * 7919 % KEYS}", 1


class Identity(beam.DoFn):
    def process(self, element):
        yield element


class Count(beam.DoFn):
    def process(self, element):
        Tally.total += 1
        return ()


class AddCount(beam.DoFn):
    def process(self, pair):
        Tally.total += pair[1]
        return ()


class AddGroup(beam.DoFn):
    def process(self, pair):
        for value in pair[1]:
            Tally.total += value
        return ()


def identity(seeds):
    numbers = seeds | beam.ParDo(EmitNumbers()).with_output_types(int) | beam.Reshuffle()
    for step in range(4):
        numbers = numbers | f"Identity{step}" >> beam.ParDo(Identity()).with_output_types(int)
    return numbers | beam.ParDo(Count())


def word_count(seeds):
    return (
        seeds
        | beam.ParDo(EmitLines()).with_output_types(str)
        | beam.FlatMap(WORD.findall).with_output_types(str)
        | beam.combiners.Count.PerElement()
        | beam.ParDo(AddCount())
    )


def group_by_key(seeds):
    return (
        seeds
        | beam.ParDo(EmitPairs()).with_output_types(tuple[str, int])
        | beam.GroupByKey()
        | beam.ParDo(AddGroup())
    )


PIPELINES = {"identity": identity, "word-count": word_count, "group-by-key": group_by_key}
