"""An expansion service of Beam's Python SDK that knows some transforms of these tests, and a pool of workers for them.

Usage: expansion_service.py PORT
"""

import sys
import typing

import apache_beam as beam
from apache_beam import coders
from apache_beam.portability.api import external_transforms_pb2
from apache_beam.runners.portability import expansion_service_main
from apache_beam.runners.worker import worker_pool_main
from apache_beam.transforms.ptransform import PTransform


class Person(typing.NamedTuple):
    name: str
    age: typing.Optional[int]


class Greeting(typing.NamedTuple):
    text: str
    length: int


coders.registry.register_coder(Person, coders.RowCoder)
coders.registry.register_coder(Greeting, coders.RowCoder)


class Configured(PTransform):
    """A transform whose payload is a configuration row, or nothing."""

    urn = ""

    def __init__(self, row=None):
        super().__init__()
        self.row = row

    def to_runner_api_parameter(self, context):
        return self.urn, None

    @classmethod
    def from_runner_api_parameter(cls, _transform, payload, _context):
        if not payload:
            return cls()
        taken = external_transforms_pb2.ExternalConfigurationPayload.FromString(payload)
        return cls(coders.RowCoder(taken.schema).decode(taken.payload))


def registered(cls):
    PTransform.register_urn(cls.urn, bytes, cls.from_runner_api_parameter)
    return cls


@registered
class Prefix(Configured):
    urn = "test:prefix:v1"

    def expand(self, texts):
        prefix = self.row.prefix * self.row.times
        return texts | beam.Map(lambda text: prefix + text).with_output_types(str)


@registered
class Greet(Configured):
    urn = "test:greet:v1"

    def expand(self, people):
        def greet(person):
            text = f"Hello, {person.name} ({'?' if person.age is None else person.age})"
            return Greeting(text, len(text))

        return people | beam.Map(greet).with_output_types(Greeting)


@registered
class Numbers(Configured):
    urn = "test:numbers:v1"

    def expand(self, root):
        return root | beam.Create([1, 2, 3, 2**40], reshuffle=False).with_output_types(int)


@registered
class Sums(Configured):
    urn = "test:sums:v1"

    def expand(self, pairs):
        sums = pairs | beam.CombinePerKey(sum)
        return sums | beam.Map(lambda pair: pair).with_output_types(typing.Tuple[str, int])


@registered
class Parity(Configured):
    urn = "test:parity:v1"

    def expand(self, numbers):
        def part(number):
            yield beam.pvalue.TaggedOutput("odd" if number % 2 else "even", number)

        parts = numbers | beam.FlatMap(part).with_outputs("even", "odd")
        return {
            "even": parts.even | "Even" >> beam.Map(lambda n: n).with_output_types(int),
            "odd": parts.odd | "Odd" >> beam.Map(str).with_output_types(str),
        }


@registered
class Broken(Configured):
    urn = "test:broken:v1"

    def expand(self, _):
        raise ValueError("the moon is not in the right house")


def main(port):
    workers, _server = worker_pool_main.BeamFnExternalWorkerPoolServicer.start()
    expansion_service_main.main(
        ["--port", port, "--environment_type=EXTERNAL", f"--environment_config={workers}"]
    )


if __name__ == "__main__":
    # Under a name that workers can import: what __main__ holds is pickled with each function.
    main(sys.argv[1])
