"""llama.cpp's own HTTP server on loopback, for tests.

    python llama_server.py MODEL.gguf [PORT]

PORT 0, the default, takes a free one. The first line on standard output is the address, for
example http://127.0.0.1:40123, printed once the model is loaded. SIGTERM and SIGINT stop it.
"""

import os
import signal
import sys
import time
import urllib.error
import urllib.request

import xllamacpp

# A random model never ends its answer: this many tokens, where the request names no limit.
TOKENS_BY_DEFAULT = 64


def start(model, port):
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.model_alias = {"tiny-random"}
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_ctx = 2048
    params.n_parallel = 2
    params.n_predict = TOKENS_BY_DEFAULT
    params.warmup = False
    params.cpuparams.n_threads = 1
    return xllamacpp.Server(params)


def wait_until_ready(address):
    """Returns once the model is loaded; until then the server answers 503."""
    while True:
        try:
            urllib.request.urlopen(address + "/health", timeout=10).close()
            return
        except urllib.error.URLError:
            time.sleep(0.02)


def serve(model, port):
    stopping = {signal.SIGTERM, signal.SIGINT}
    # Blocked before any thread starts: sigwait below is the only one to receive them.
    signal.pthread_sigmask(signal.SIG_BLOCK, stopping)
    server = start(model, port)
    wait_until_ready(server.listening_address)
    print(server.listening_address, flush=True)
    signal.sigwait(stopping)
    # The orderly end waits for a main loop that, early on, has not yet begun to listen for it.
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
