/** Ids that lead elsewhere, are no text, or are names that JavaScript has already. */
export const HOSTILE_IDS: readonly string[] = [
  '',
  '.',
  '..',
  '../..',
  '%2e%2e',
  '!..',
  '!../../../../_matrix/client/v3/logout',
  '!%2e%2e/x:example.org',
  '!a/../b?c#d:example.org',
  '@..:example.org',
  '@a/../../b:example.org',
  'room/../other',
  'room\\..\\other',
  '__proto__',
  '!__proto__',
  '@__proto__:example.org',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '\u0000',
  'a\u0000b',
  'a\nb',
  'recording\nroom',
  '\ud800',
  '!\udfff:example.org',
  '@\ud83d:example.org',
  '\u202Eevil\u202C',
  '@\u202Ebob:example.org',
  '\u2066x\u2069',
  '\u200b',
  '😀',
  `!${'x'.repeat(254)}`,
  `!${'x'.repeat(255)}`,
  `@${'é'.repeat(200)}:x`,
]

/** One that no parser should walk through. */
export const HUGE_ID: string = `!${'x'.repeat(1_000_000)}`

/** Names with marks for direction and with control characters; a name is shown as it came, so the formatter has to isolate it. */
export const STRANGE_NAMES: readonly string[] = [
  '\u202Eecila',
  '\u2067אליס\u2069',
  '\u200Fbob\u200F',
  'a\u0007b',
  'tab\there',
  '<img src=x onerror=alert(1)>',
  '{{constructor.constructor("x")()}}',
  '\u202E',
  '__proto__',
]

/** Headers `Retry-After` of which a careless reader makes no wait at all, or one for ever. */
export const RETRY_AFTERS: readonly string[] = [
  '0',
  '-1',
  '1.5',
  '1e3',
  'Infinity',
  'NaN',
  '99999999999999999999',
  '4294967296',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'soon',
  '0x10',
  '9'.repeat(500),
]

/** JSON values on which arithmetic or recursion goes wrong. */
export const HOSTILE_VALUES: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '0.5',
  '1e308',
  '1e999',
  '-1e999',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '""',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
  '{"length":1000000000}',
  '{"0":"a","length":1}',
  '{"then":1}',
  '{"toJSON":"x"}',
  '"\\ud800"',
]

/** Depth at which a reader that calls itself is out of stack. */
const DEEP = 20_000

/** Whole bodies and frames that are no protocol. */
export const HOSTILE_BODIES: readonly string[] = [
  '',
  ' ',
  '\ufeff{}',
  'null',
  '[]',
  '"',
  '{"a":',
  '{}{}',
  '<html><title>502 Bad Gateway</title></html>',
  '\u0000',
  'undefined',
  'NaN',
  ...HOSTILE_VALUES,
  '['.repeat(DEEP),
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
]
