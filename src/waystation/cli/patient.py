"""The door's worker processes: many requests at once, none of which may stall for long.

A file from a telephone on a bad network takes minutes, and a process that serves one request at a time would serve
nobody else meanwhile. So each has threads; and a connection that neither sends nor takes a byte for a minute ends, so
that a few that stand still do not hold all of them.
"""

import socket
import struct

from gunicorn.workers.gthread import TConn, ThreadWorker

THREADS = 16  # for each process: so many slow uploads at once, at 64 KiB of memory each
STALL = 60  # seconds without a byte: Tor changes a failing circuit within these


class Patient(ThreadWorker):
    """A threaded worker whose sockets give up in the middle of a request too; gunicorn's own wait for ever there."""

    def enqueue_req(self, conn: TConn) -> None:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALL, 0))
        super().enqueue_req(conn)
