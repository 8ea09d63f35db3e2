import { describe, expect, it } from 'vitest';
import { Admission, bodyBytes } from './admission.ts';

const refusal = expect.objectContaining({ code: 'overloaded' });

function admission(limits: Partial<{ max_in_flight: number; max_in_flight_bytes: number }> = {}): Admission {
  return new Admission(() => ({ max_in_flight: 8, max_in_flight_bytes: 1_000, ...limits }));
}

function take(places: Admission, app: string | null, count: number): (() => void)[] {
  return Array.from({ length: count }, () => places.enter(app, 0));
}

describe('admission', () => {
  it('gives all places to an app that is alone, and no more', () => {
    const places = admission();
    const [leave] = take(places, 'a', 8);
    expect(() => places.enter('a', 0)).toThrow(refusal);
    expect(() => places.enter('b', 0)).toThrow(/8 requests are at work \(gateway\.max_in_flight\)/);
    leave?.();
    expect(places.inFlight).toBe(7);
    places.enter('b', 0);
  });

  it('keeps an app that floods to its share while another has requests', () => {
    const places = admission();
    take(places, 'quiet', 1);
    take(places, 'flood', 4);
    expect(() => places.enter('flood', 0)).toThrow(/this app has 4 requests/);
    take(places, 'quiet', 3);
    expect(places.inFlight).toBe(8);
  });

  it('gives shares back as apps leave', () => {
    const places = admission();
    const [leave] = take(places, 'quiet', 1);
    take(places, null, 4);
    expect(() => places.enter(null, 0)).toThrow(refusal);
    leave?.();
    take(places, null, 4);
  });

  it('bounds the bytes of bodies, but takes any single one', () => {
    const places = admission();
    const leave = places.enter('a', 5_000);
    expect(() => places.enter('a', 1)).toThrow(/gateway\.max_in_flight_bytes/);
    leave();
    places.enter('a', 600);
    expect(() => places.enter('a', 401)).toThrow(refusal);
    places.enter('a', 400);
  });
});

it('counts a body by its declared length, and one of unknown length as a mebibyte', () => {
  expect(bodyBytes({ 'content-length': '12' })).toBe(12);
  expect(bodyBytes({ 'transfer-encoding': 'chunked' })).toBe(1_048_576);
  expect(bodyBytes({})).toBe(0);
});
