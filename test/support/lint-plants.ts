import type { Plant } from './plants.ts'

const plant = (file: string, text: string, ...rules: string[]): Plant => ({ file, text, rules })

const CLIENT = 'packages/client/src'

/** What no file of these folders may name: clocks, chance, timers, network, page, process. */
export const PLATFORM = [
  'AbortController',
  'Buffer',
  'Date',
  'Promise',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'WebSocket',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'document',
  'fetch',
  'globalThis',
  'localStorage',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'setInterval',
  'setTimeout',
  'structuredClone',
  'window',
] as const

/** One file in each folder below io. */
export const PURE_FILES = [
  `${CLIENT}/protocol/planted.ts`,
  `${CLIENT}/core/planted.ts`,
  `${CLIENT}/engine/planted.ts`,
  `${CLIENT}/transports/shared/planted.ts`,
  `${CLIENT}/transports/matrix/codec.ts`,
  `${CLIENT}/transports/zulip/wire.ts`,
] as const

/** All of them at once, one to a line. */
export const PLATFORM_SOURCE: string = PLATFORM.map((name) => `export const the_${name}: unknown = ${name}\n`).join('')

const lines = (count: number): string => '// a line\n'.repeat(count - 1) + 'export const last = 1\n'
const component = (body: string): string =>
  `import { useRef, useState } from 'react'\nexport function Planted(props: { on: boolean }): unknown {\n${body}\n}\n`

/** The rules of .oxlintrc.json that a review would otherwise have to hold. */
export const WRONG_STYLE: readonly Plant[] = [
  plant(`${CLIENT}/core/chance.ts`, 'export const chance = (): number => Math.random()\n', 'no-restricted-properties'),
  plant(`${CLIENT}/client/long.ts`, lines(201), 'max-lines'),
  plant('packages/mock-server/src/long.ts', lines(201), 'max-lines'),
  plant('apps/demo/src/components/long.tsx', lines(151), 'max-lines'),
  plant(`${CLIENT}/client/default.ts`, 'export default 1\n', 'no-default-export'),
  plant(`${CLIENT}/client/any.ts`, 'export type Planted = any\n', 'no-explicit-any'),
  plant(
    `${CLIENT}/client/sure.ts`,
    'export const sure = (text: string | undefined): string => text!\n',
    'no-non-null-assertion',
  ),
  plant(
    `${CLIENT}/client/floating.ts`,
    'const later = async (): Promise<void> => {}\nexport const planted = (): void => {\n  later()\n}\n',
    'no-floating-promises',
  ),
  plant(`${CLIENT}/client/log.ts`, 'export const log = (): void => console.log(1)\n', 'no-console'),
  plant(
    `${CLIENT}/client/bare.ts`,
    "import { last } from './whole'\nexport const planted = last\n",
    'extensions',
  ),
  plant(
    `${CLIENT}/client/state.ts`,
    "export const planted = (of: 'a' | 'b'): void => {\n  switch (of) {\n    case 'a':\n  }\n}\n",
    'switch-exhaustiveness-check',
  ),
  plant(
    'packages/react/src/deep.ts',
    "import type { Base } from '@nowtyping/client/src/protocol/base.ts'\nexport type Planted = Base\n",
    'no-restricted-imports',
  ),
  plant(
    `${CLIENT}/client/ring-a.ts`,
    "import type { B } from './ring-b.ts'\nexport interface A {\n  readonly b: B\n}\n",
    'no-cycle',
  ),
  plant(
    `${CLIENT}/client/ring-b.ts`,
    "import type { A } from './ring-a.ts'\nexport interface B {\n  readonly a: A\n}\n",
    'no-cycle',
  ),
  plant(
    'packages/react/src/conditional.tsx',
    component('  if (props.on) useState(1)\n  return useRef(1)').replace('Planted', 'Conditional'),
    'rules-of-hooks',
    'hooks',
  ),
  plant(
    'packages/react/src/impure.tsx',
    component('  const ref = useRef(1)\n  const [one] = useState(1)\n  return props.on ? ref.current : one'),
    'refs',
  ),
  plant('packages/client/test/skipped.test.ts', "import { test } from 'vitest'\ntest.skip('later', () => {})\n", 'no-disabled-tests'),
  plant('packages/client/test/alone.test.ts', "import { test } from 'vitest'\ntest.only('me', () => {})\n", 'no-focused-tests'),
]

/** The allowed twins: at the limit, or where the rule does not reach. */
export const RIGHT_STYLE: readonly Plant[] = [
  plant(`${CLIENT}/client/whole.ts`, lines(200)),
  plant('apps/demo/src/components/whole.tsx', lines(150)),
  plant(`${CLIENT}/core/long.test.ts`, lines(300)),
  plant(`${CLIENT}/client/clock.ts`, 'export const now = (): number => Date.now()\n'),
  plant('packages/mock-server/src/tick.ts', 'export const later = setTimeout\n'),
]
