import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/**
 * Who listens on a TCP port of this machine, in words for a message: `python3 (process 4242)`. Linux says it without
 * any program, and only of processes of the same user; null where it is not known.
 */
export function portOwner(port: number): string | null {
  try {
    const inode = listeningInode(port);
    return inode === null ? null : processOf(inode);
  } catch {
    return null;
  }
}

/** Columns of /proc/net/tcp: `sl local_address rem_address st … inode`; the port is hexadecimal. */
function listeningInode(port: number): string | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(`:${hex}`) && columns[3] === LISTENING) return columns[9] ?? null;
    }
  }
  return null;
}

function processOf(inode: string): string | null {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const folder = `/proc/${pid}/fd`;
      const owns = readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`);
      if (owns) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
    } catch {
      // Processes of others, and those that have just ended.
    }
  }
  return null;
}
