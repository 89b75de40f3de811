"""Runs a pipeline on a job server, with the worker in this process, and prints what the job has cost it.

    python run_python.py NAME HOST:PORT ELEMENTS
"""

import json
import resource
import sys
import time

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from pipelines import CHUNK, PIPELINES, Tally


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(name, endpoint, size):
    elements = int(size)
    options = PipelineOptions(
        [],
        runner="PortableRunner",
        job_endpoint=endpoint,
        environment_type="LOOPBACK",
        parallelism=1,
    )
    cpu, wall = cpu_seconds(), time.monotonic()
    pipeline = beam.Pipeline(options=options)
    PIPELINES[name](pipeline | beam.Create(range(elements // CHUNK)))
    pipeline.run().wait_until_finish()
    cost = {"elements": elements, "cpu": cpu_seconds() - cpu, "wall": time.monotonic() - wall}
    if Tally.total != elements:
        raise RuntimeError(f"{Tally.total} elements of {elements} have arrived.")
    print(json.dumps(cost))


main(*sys.argv[1:])
