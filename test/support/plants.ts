/** A file in the wrong place, and the names of all rules that must report it. */
export interface Plant {
  readonly file: string
  readonly text: string
  readonly rules: readonly string[]
}

const plant = (file: string, text: string, ...rules: string[]): Plant => ({ file, text, rules })

const CLIENT = 'packages/client/src'

const TRANSPORTS = ['shared', 'matrix', 'zulip', 'rocketchat/rooms'].map((name) => `transports/${name}`)

/** One harmless file in each folder, for the plants to import. */
export const GROUND: Readonly<Record<string, string>> = Object.fromEntries([
  ...['protocol', 'core', 'engine', 'client', ...TRANSPORTS].map((layer) => [
    `${CLIENT}/${layer}/base.ts`,
    'export const base = 1\nexport type Base = typeof base\n',
  ]),
  ...['core/backoff.ts', 'io/http.ts', 'io/request.ts', 'io/socket.ts', 'client/create-client.ts', 'index.ts', 'testing/index.ts'].map((file) => [
    `${CLIENT}/${file}`,
    'export const base = 1\nexport type Base = typeof base\n',
  ]),
  // Half a circle; the other half is planted, and a circle is reported once.
  [`${CLIENT}/protocol/ring-b.ts`, "export type { Planted } from './ring-a.ts'\n"],
  [`packages/react/src/index.ts`, 'export const base = 1\n'],
  [`packages/react/src/base.test.ts`, 'export const base = 1\n'],
  [`packages/mock-server/src/index.ts`, 'export const base = 1\n'],
  [`packages/client/node_modules/reconnecting-websocket/index.js`, 'export default class {}\n'],
])

const value = (from: string): string => `import { base } from '${from}'\nexport const planted = base\n`
const type = (from: string): string => `import type { Base } from '${from}'\nexport type Planted = Base\n`

/** Each rule of .dependency-cruiser.mjs broken at least once, by a value and, where it matters, by a type alone. */
export const WRONG_IMPORTS: readonly Plant[] = [
  plant(`${CLIENT}/protocol/up.ts`, value('../core/base.ts'), 'protocol-imports-nothing'),
  plant(`${CLIENT}/protocol/up-type.ts`, type('../core/base.ts'), 'protocol-imports-nothing'),
  plant(`${CLIENT}/protocol/node.ts`, "import 'node:fs'\n", 'protocol-imports-nothing'),
  plant(`${CLIENT}/core/up.ts`, value('../engine/base.ts'), 'core-imports-protocol'),
  plant(`${CLIENT}/core/up-type.ts`, type('../client/base.ts'), 'core-imports-protocol'),
  plant(`${CLIENT}/core/sideways.ts`, value('../transports/shared/base.ts'), 'core-imports-protocol'),
  plant(`${CLIENT}/engine/up.ts`, value('../client/base.ts'), 'engine-imports-core'),
  plant(`${CLIENT}/engine/up-type.ts`, type('../io/http.ts'), 'engine-imports-core'),
  plant(`${CLIENT}/transports/shared/up.ts`, value('../../core/base.ts'), 'shared-imports-protocol'),
  plant(`${CLIENT}/transports/shared/up-type.ts`, type('../matrix/base.ts'), 'shared-imports-protocol', 'transports-are-siblings'),
  plant(`${CLIENT}/transports/matrix/codec.ts`, value('../../io/http.ts'), 'codec-imports-protocol'),
  plant(`${CLIENT}/transports/matrix/wire.ts`, type('../../core/base.ts'), 'codec-imports-protocol'),
  plant(`${CLIENT}/transports/rocketchat/machine.ts`, value('../../core/base.ts'), 'rocketchat-imports-pieces-of-core'),
  plant(`${CLIENT}/transports/rocketchat/machine-type.ts`, type('../../io/socket.ts'), 'rocketchat-imports-pieces-of-core'),
  plant(`${CLIENT}/transports/zulip/attach.ts`, type('./index.ts').replace('Base }', 'Planted as Base }'), 'attached-without-io'),
  plant(`${CLIENT}/transports/matrix/sibling.ts`, value('../zulip/base.ts'), 'transports-are-siblings'),
  plant(`${CLIENT}/transports/matrix/sibling-type.ts`, type('../zulip/base.ts'), 'transports-are-siblings'),
  plant(`${CLIENT}/transports/other/index.ts`, type('../../client/base.ts'), 'transport-index-imports-io'),
  plant(`${CLIENT}/transports/matrix/index.ts`, value('../../io/socket.ts'), 'matrix-uses-io-http'),
  plant(`${CLIENT}/transports/zulip/index.ts`, value('../../io/socket.ts'), 'zulip-uses-io-http'),
  plant(`${CLIENT}/transports/rocketchat/index.ts`, value('../../io/http.ts'), 'rocketchat-uses-io-socket'),
  plant(`${CLIENT}/transports/rocketchat/rooms/rest.ts`, value('../../../io/http.ts'), 'rooms-ask-through-io-request'),
  plant(`${CLIENT}/transports/rocketchat/rooms/asking.ts`, value('../../../io/request.ts'), 'codec-imports-protocol'),
  plant(`${CLIENT}/transports/rocketchat/listing.ts`, type('./rooms/base.ts'), 'typing-without-rooms'),
  plant(`${CLIENT}/io/up.ts`, value('../core/base.ts'), 'io-imports-protocol'),
  plant(`${CLIENT}/io/up-type.ts`, type('../client/base.ts'), 'io-imports-protocol'),
  plant(`${CLIENT}/io/other.ts`, "import 'ky'\n", 'only-io-http-imports-ky'),
  plant(`${CLIENT}/io/stream.ts`, "import 'reconnecting-websocket'\n", 'only-io-socket-imports-reconnecting-websocket'),
  plant(`${CLIENT}/client/fetching.ts`, "import 'ky'\n", 'client-imports-inwards', 'only-io-http-imports-ky'),
  plant(`${CLIENT}/client/concrete.ts`, type('../transports/matrix/base.ts'), 'client-imports-inwards'),
  plant(`${CLIENT}/client/loading.ts`, value('../io/http.ts'), 'client-takes-io-as-types'),
  plant(`${CLIENT}/inspect/acting.ts`, value('../client/base.ts'), 'inspect-looks-at-the-engine'),
  plant(`${CLIENT}/react-native/phone.ts`, value('../client/base.ts'), 'react-native-imports-protocol'),
  plant(`${CLIENT}/testing/deep.ts`, value('../engine/base.ts'), 'testing-uses-the-client'),
  plant(`${CLIENT}/core/re-export.ts`, "export { base } from '../protocol/base.ts'\n", 'only-entries-re-export'),
  plant('packages/react/src/inside.ts', value('./index.ts'), 'index-is-for-outsiders'),
  plant('packages/react/src/node.ts', "import 'node:fs'\n", 'react-imports-client'),
  plant('packages/react/src/store.ts', "import 'zustand'\n", 'no-unresolvable'),
  plant('packages/react/src/deep.ts', value('@nowtyping/client/src/protocol/base.ts'), 'no-unresolvable'),
  plant('packages/react/src/relative.ts', value('../../client/src/protocol/base.ts'), 'packages-meet-at-their-exports'),
  plant('apps/demo/src/relative.ts', type('../../../packages/client/src/index.ts'), 'packages-meet-at-their-exports'),
  plant('packages/react/src/checked.ts', value('./base.test.ts'), 'no-test-in-source'),
  plant(
    'packages/react/src/declared.ts',
    "import '@testing-library/react'\n",
    'only-declared-dependencies',
    'react-imports-client',
  ),
  plant(`${CLIENT}/client/served.ts`, value('@nowtyping/mock-server'), 'client-imports-inwards', 'no-mock-server-in-source'),
  plant('packages/mock-server/src/shared.ts', type('@nowtyping/client'), 'mock-server-stands-alone'),
  plant(`${CLIENT}/protocol/ring-a.ts`, type('./ring-b.ts').replace('Base }', 'Planted as Base }'), 'no-cycles'),
  plant(`${CLIENT}/core/ghost.ts`, value('./nowhere.ts'), 'no-unresolvable'),
]

/** What the rules must let pass: each is the allowed twin of a plant above. */
export const RIGHT_IMPORTS: readonly Plant[] = [
  plant(`${CLIENT}/core/down.ts`, value('../protocol/base.ts')),
  plant(`${CLIENT}/engine/down.ts`, value('../core/base.ts')),
  plant(`${CLIENT}/transports/matrix/down.ts`, value('../shared/base.ts')),
  plant(`${CLIENT}/transports/matrix/attach.ts`, value('./base.ts')),
  plant(`${CLIENT}/transports/zulip/rooms/rest.ts`, value('../../../io/request.ts')),
  plant(`${CLIENT}/transports/rocketchat/rooms/listed.ts`, value('./base.ts')),
  plant(`${CLIENT}/transports/rocketchat/waiting.ts`, value('../../core/backoff.ts')),
  plant(`${CLIENT}/client/typed.ts`, type('../io/http.ts')),
  plant(`${CLIENT}/client/stored.ts`, "import 'zustand/vanilla'\n"),
  plant(`${CLIENT}/testing/made.ts`, value('../client/create-client.ts')),
  plant('packages/client/test/served.test.ts', value('@nowtyping/mock-server')),
  plant('packages/react/src/hook.ts', value('@nowtyping/client') + "import 'react'\n"),
]
