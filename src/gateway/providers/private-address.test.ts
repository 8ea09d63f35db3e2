import { expect, it } from 'vitest';
import { isPrivateUrl } from './private-address.ts';

it.each([
  ['http://localhost:11434/v1', true],
  ['http://127.0.0.1:1234/v1', true],
  ['http://[::1]:8080/v1', true],
  ['http://192.168.1.7/v1', true],
  ['http://172.20.0.2:8000/v1', true],
  ['http://10.1.2.3/v1', true],
  ['http://[fd12::1]/v1', true],
  ['http://studio.local:1234/v1', true],
  ['http://0.0.0.0:1234/v1', true],
  ['http://[::]:1234/v1', true],
  ['http://[::ffff:127.0.0.1]/v1', true],
  ['http://[::ffff:192.168.1.7]/v1', true],
  ['http://[::ffff:8.8.8.8]/v1', false],
  ['http://2130706433/v1', true],
  ['http://0x7f.1/v1', true],
  ['http://localhost./v1', true],
  ['http://100.101.102.103/v1', true],
  ['http://100.128.0.1/v1', false],
  ['http://169.254.169.254/latest', true],
  ['http://[fe80::1]/v1', true],
  ['http://[2001:db8::1]/v1', false],
  ['http://172.32.0.1/v1', false],
  ['https://api.openai.com/v1', false],
  ['https://10.example.com/v1', false],
  ['http://8.8.8.8/v1', false],
])('%s is private: %s', (url, expected) => {
  expect(isPrivateUrl(url)).toBe(expected);
});
