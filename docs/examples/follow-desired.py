"""Prints a line for each document that says what a BIG-IP should hold. Needs nothing but Python: it speaks NATS's text protocol."""
import json
import os
import socket

nats = socket.create_connection((os.environ.get("NATS_HOST", "127.0.0.1"), int(os.environ.get("NATS_PORT", "4222"))))
nats.sendall(b'CONNECT {"verbose": false}\r\nSUB berth.desired.> 1\r\nPING\r\n')
received = nats.makefile("rb")

for line in received:
    verb, *words = line.decode().split()
    if verb == "PING":
        nats.sendall(b"PONG\r\n")
    elif verb == "PONG":
        print("following berth.desired.>", flush=True)
    elif verb == "-ERR":
        raise SystemExit(line.decode())
    elif verb == "MSG":  # MSG subject id [reply] size
        body = received.read(int(words[-1]) + 2)[:-2]
        document = json.loads(body) if body else {"kind": "deleted"}
        print(words[0], document["kind"], document.get("want", {}).get("kind", ""), flush=True)
