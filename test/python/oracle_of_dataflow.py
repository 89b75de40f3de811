"""Submits pipelines of ours by the official runner of Python's SDK, to a server of this process.

    oracle_of_dataflow.py REQUESTS OUT

REQUESTS is a JSON file: a list of {"name", "pipeline", "options"}, the pipeline being the path of a serialized proto
whose environments depend on files, the options a command line of the official runner. For each, OUT/NAME.job.json gets
the body that was sent to jobs.create, and OUT/NAME.pipeline.pb the pipeline as it was uploaded.
"""

import base64
import http.server
import json
import os
import re
import sys
import threading
import urllib.parse
import warnings

warnings.filterwarnings("ignore")


class Double(http.server.BaseHTTPRequestHandler):
    """The least of Cloud Storage and of Dataflow that a submission needs."""

    protocol_version = "HTTP/1.1"
    objects: dict = {}
    jobs: list = []

    def answer(self, status, body=None, headers=()):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def content(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        bucket = re.fullmatch(r"/storage/v1/b/([^/]+)", path)
        if bucket:
            self.answer(200, {"kind": "storage#bucket", "name": bucket[1], "id": bucket[1]})
        elif re.fullmatch(r"/v1b3/projects/[^/]+/locations/[^/]+/jobs", path):
            # What an update looks for its predecessor in.
            running = {"id": "2026-11-21_00_00_00-1", "name": self.server.running, "currentState": "JOB_STATE_RUNNING"}
            self.answer(200, {"jobs": [running]})
        elif path.startswith("/v1b3/"):
            self.answer(200, {"id": "2026-11-21_00_00_00-2", "currentState": "JOB_STATE_DONE"})
        else:
            self.answer(404, {"error": {"code": 404, "message": "there is no such object"}})

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        content = self.content()
        if url.path.startswith("/v1b3/"):
            job = json.loads(content)
            Double.jobs.append(job)
            self.answer(200, {"id": "2026-11-21_00_00_00-2", "name": job["name"]})
            return
        bucket = re.fullmatch(r"/(?:resumable/)?upload/storage/v1/b/([^/]+)/o", url.path)[1]
        name = json.loads(content)["name"]
        query = urllib.parse.urlencode({"name": name})
        host = self.headers["Host"]
        self.answer(200, None, [("Location", f"http://{host}/put/{bucket}?{query}")])

    def do_PUT(self):
        url = urllib.parse.urlsplit(self.path)
        bucket = url.path.rsplit("/", 1)[1]
        name = urllib.parse.parse_qs(url.query)["name"][0]
        content = self.content()
        Double.objects[f"gs://{bucket}/{name}"] = content
        import google_crc32c

        checksum = base64.b64encode(google_crc32c.Checksum(content).digest()).decode()
        self.answer(200, {"bucket": bucket, "name": name, "size": str(len(content)), "crc32c": checksum})

    def log_message(self, *_):
        """Says nothing: standard output is for errors."""


def plain_clients(port):
    """Makes the clients of Dataflow speak HTTP to the server, since they can't be told to by options."""
    from google.cloud import dataflow
    from google.cloud.dataflow_v1beta3.services import jobs_v1_beta3, messages_v1_beta3, metrics_v1_beta3

    def plain(client, transport):
        def make(credentials, **_):
            return client(
                transport=transport(
                    host=f"127.0.0.1:{port}", credentials=credentials, url_scheme="http"
                )
            )

        return make

    dataflow.JobsV1Beta3Client = plain(
        jobs_v1_beta3.JobsV1Beta3Client, jobs_v1_beta3.transports.JobsV1Beta3RestTransport
    )
    dataflow.MessagesV1Beta3Client = plain(
        messages_v1_beta3.MessagesV1Beta3Client, messages_v1_beta3.transports.MessagesV1Beta3RestTransport
    )
    dataflow.MetricsV1Beta3Client = plain(
        metrics_v1_beta3.MetricsV1Beta3Client, metrics_v1_beta3.transports.MetricsV1Beta3RestTransport
    )


def submit(request, out, server):
    from apache_beam.options.pipeline_options import PipelineOptions
    from apache_beam.portability.api import beam_runner_api_pb2
    from apache_beam.runners.dataflow.dataflow_runner import DataflowRunner

    with open(request["pipeline"], "rb") as file:
        pipeline = beam_runner_api_pb2.Pipeline.FromString(file.read())
    Double.jobs.clear()
    options = PipelineOptions(["--runner=DataflowRunner", "--no_auth", *request["options"]])
    server.running = options.get_all_options().get("job_name")
    DataflowRunner().run_pipeline(None, options, pipeline)
    (job,) = Double.jobs
    url = job["environment"]["sdkPipelineOptions"]["options"]["pipelineUrl"]
    with open(os.path.join(out, request["name"] + ".job.json"), "w") as file:
        json.dump(job, file)
    with open(os.path.join(out, request["name"] + ".pipeline.pb"), "wb") as file:
        file.write(Double.objects[url])


def main(requests, out):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Double)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    # Read by the client of Cloud Storage when it is imported.
    os.environ["STORAGE_EMULATOR_HOST"] = f"http://127.0.0.1:{port}"
    plain_clients(port)
    with open(requests) as file:
        for request in json.load(file):
            submit(request, out, server)


if __name__ == "__main__":
    main(*sys.argv[1:])
