"""A real broker with one local worker, as a process."""

import os
import pathlib
import subprocess
import tempfile
import time

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

REPO = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("JSINTEROP_BUILD_DIR", REPO / "build"))

# Bounds for what takes real time; nothing waits longer than it must.
START_SECONDS = 30
STOP_SECONDS = 30


def eventually(condition, seconds, what):
    """Asks again and again until `condition` gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)


class Broker:
    def __init__(self, root, *flags, listen="127.0.0.1:0"):
        self._folder = tempfile.TemporaryDirectory()
        port_file = pathlib.Path(self._folder.name, "port")
        self._log = open(pathlib.Path(self._folder.name, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [
                BUILD / "service/server/jsinterop-broker",
                f"--listen={listen}",
                f"--port-file={port_file}",
                "--local-workers=1",
                f"--root={root}",
                f"--worker-script={REPO / 'client-js/dist/worker/main.js'}",
                *flags,
            ],
            stdin=subprocess.DEVNULL,
            stderr=self._log,
        )
        try:
            eventually(lambda: self._runs() and port_file.exists(), START_SECONDS, "the broker listens")
            self.address = f"127.0.0.1:{port_file.read_text().strip()}"
            eventually(self.is_serving, START_SECONDS, "the broker says SERVING")
        except BaseException:
            print(self.log())
            self.stop()
            raise

    def _runs(self):
        assert self.process.poll() is None, "the broker ended"
        return True

    def is_serving(self, service="jsinterop.v1.Interop"):
        with grpc.insecure_channel(self.address) as channel:
            request = health_pb2.HealthCheckRequest(service=service)
            try:
                answer = health_pb2_grpc.HealthStub(channel).Check(request, timeout=5)
            except grpc.RpcError:
                return False
            return answer.status == health_pb2.HealthCheckResponse.SERVING

    def log(self):
        self._log.flush()
        return pathlib.Path(self._log.name).read_text(encoding="utf-8")

    def stop(self):
        """Asks it to end, and returns its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()
        self._folder.cleanup()
        return self.process.returncode
