import { InvalidArgumentError } from 'commander';

/** An option that must be a number from 0 to 1. */
export function parseUnit(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return value;
}

/** An option that must be a number of seconds, at most a day. */
export function parseSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 1 && value <= 86_400)) {
    throw new InvalidArgumentError('It must be a number of seconds from 1 to 86400.');
  }
  return value;
}

const MAX_WORKERS = 64;

/** An option that must be a number of processes. */
export function parseWorkers(value: string): number {
  const workers = Number(value);
  if (!/^\d+$/.test(value) || workers < 1 || workers > MAX_WORKERS) {
    throw new InvalidArgumentError(`It must be a number of processes from 1 to ${MAX_WORKERS}.`);
  }
  return workers;
}

/** An option that must be a TCP port; 0 means any free one. */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError('It must be a port from 0 to 65535; 0 takes any free one.');
  }
  return Number(text);
}
