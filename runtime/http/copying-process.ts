// Runs in a process of its own, for a moment: sends a listening socket back as many times as it is asked to. Imports types only.
import type { Server } from 'node:net';

/** The bare socket: nothing listens on it here, so that no connection goes astray. */
process.on('message', (copies: number, socket: Server) => {
  for (let copy = 1; copy <= copies; copy += 1)
    process.send?.(copy, socket, {}, () => {
      if (copy < copies) return;
      socket.close();
      process.disconnect();
    });
});
