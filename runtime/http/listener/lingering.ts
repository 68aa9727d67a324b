// Ends connections so that the last answer arrives. Imports nothing of ours.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Nothing more came for so long: whoever sent has stopped. */
const SILENT_MS = 1_000;

/** Whoever goes on for longer than this, or with more than this, does not listen. */
const LONGEST_MS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

const LOOK_MS = 100;

/** The request of a connection that came last, until all of it is there: held no longer, for under a flood that is much. */
const LAST = Symbol('last');

type Connection = Socket & { [LAST]?: IncomingMessage | undefined };

/**
 * Has a connection that is to be closed behind an answer read on until its sender has stopped. A socket that is closed
 * with bytes in it that nobody read resets the connection, and the reset takes the answer away from a sender that has not
 * read it yet (RFC 9112 section 9.6). To be called with each request before it is answered.
 */
export function lingering(request: IncomingMessage): void {
  const socket = request.socket as Connection;
  if (!(LAST in socket)) readOnAtItsEnd(socket);
  socket[LAST] = request;
  request.once('close', () => {
    if (socket[LAST] === request) socket[LAST] = undefined;
  });
}

/** Apart from where a request is known: what is set here lives as long as the connection, and would hold the first one. */
function readOnAtItsEnd(socket: Connection): void {
  const closeNow = socket.destroySoon.bind(socket);
  // What node:http, and whoever tidies up behind it, ends a connection with.
  socket.destroySoon = () => {
    if (socket[LAST]?.complete !== false || socket.destroyed) closeNow();
    else readOn(socket, closeNow);
  };
}

/** Says that nothing more will be sent, and throws away what still comes. */
function readOn(socket: Connection, closeNow: () => void): void {
  // Others who would have it closed, because its request goes on for too long for them, have to wait as well.
  socket.destroySoon = () => undefined;
  socket.end();
  const request = socket[LAST];
  const { bytesRead: from } = socket;
  const began = performance.now();
  let heardAt = began;
  let heard = from;
  const timer = setInterval(() => {
    const now = performance.now();
    if (socket.bytesRead > heard) heardAt = now;
    heard = socket.bytesRead;
    if (now - heardAt > SILENT_MS || now - began > LONGEST_MS || heard - from > MOST_BYTES) socket.destroy();
  }, LOOK_MS).unref();
  request?.resume().once('end', closeNow);
  socket.once('close', () => clearInterval(timer));
}
