"""An independent client: jupyter_client drives a kernel, one JSON object a line in and out.

In:  {"op": "start", "argv": [...], "cwd": "...", "env": {...}} | {"op": "request", "channel", "type", "content"}
     {"op": "interrupt"} | {"op": "shutdown", "restart": bool} | {"op": "raw", "channel", "frames": [latin-1 text]}
     {"op": "alive"} | {"op": "connection"}
Out: {"op", ...} answers, and every message of every channel as {"channel", "message"}.
"""

import json
import sys
import threading
import time

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

lock = threading.Lock()


def say(value):
    with lock:
        sys.stdout.write(json.dumps(value, default=str) + "\n")
        sys.stdout.flush()


def pump(channel, read):
    while True:
        try:
            message = read(timeout=0.5)
        except Exception as error:  # queue.Empty, or a socket closed at the end
            if type(error).__name__ == "Empty":
                continue
            return
        message.pop("msg_id", None)
        message["buffers"] = [bytes(b).hex() for b in message.get("buffers", [])]
        say({"channel": channel, "message": message})


class Driver:
    def start(self, argv, cwd, env):
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=argv, display_name="TypeScript (gradbook)", language="typescript", interrupt_mode="message", env=env
        )
        self.manager.start_kernel(cwd=cwd)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=30)
        self.say_pumps()
        return {"pid": self.manager.provisioner.pid}

    def say_pumps(self):
        for channel in ("shell", "control", "iopub", "stdin"):
            read = getattr(self.client, f"get_{channel}_msg")
            threading.Thread(target=pump, args=(channel, read), daemon=True).start()

    def request(self, channel, type, content):
        message = self.client.session.msg(type, content)
        getattr(self.client, f"{channel}_channel").send(message)
        return {"msg_id": message["header"]["msg_id"]}

    def raw(self, channel, frames):
        socket = getattr(self.client, f"{channel}_channel").socket
        socket.send_multipart([frame.encode("latin-1") for frame in frames])
        return {}

    def interrupt(self):
        self.manager.interrupt_kernel()
        return {}

    def alive(self):
        return {"alive": self.manager.is_alive(), "heartbeat": self.client.hb_channel.is_beating()}

    def connection(self):
        return {"file": self.manager.connection_file}

    def shutdown(self, restart):
        if restart:
            self.manager.restart_kernel()
        else:
            self.client.stop_channels()
            started = time.monotonic()
            self.manager.shutdown_kernel()
            return {"seconds": time.monotonic() - started}
        return {}


driver = Driver()
for line in sys.stdin:
    command = json.loads(line)
    op = command.pop("op")
    try:
        say({"op": op, **getattr(driver, op)(**command)})
    except Exception as error:
        say({"op": op, "error": f"{type(error).__name__}: {error}"})
