// What a Synapse of ours is told: this machine only, SQLite, nobody else on the network.
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Ids end with it; it is the mock's as well, so that the two can be laid side by side. */
export const SERVER_NAME = 'mock.test'

/** Beyond what any test does. */
const FREE = { per_second: 10_000, burst_count: 10_000 }
/** The third of a kind is refused, and another one may come ten seconds later. */
const LOW = { per_second: 0.1, burst_count: 2 }

/**
 * `low` puts a low limit on messages and log-ins, and leaves Synapse's defaults to what our own client asks for.
 *
 * @param {boolean} low
 */
const limits = (low) => ({
  rc_registration: FREE,
  rc_joins: { local: FREE, remote: FREE },
  rc_joins_per_room: FREE,
  rc_room_creation: FREE,
  rc_invites: { per_room: FREE, per_user: FREE, per_issuer: FREE },
  rc_message: low ? LOW : FREE,
  rc_login: { address: FREE, account: low ? LOW : FREE, failed_attempts: low ? LOW : FREE },
  ...(low ? {} : { rc_presence: { per_user: FREE } }),
})

/**
 * Writes the files that a Synapse begins with, and keeps those that are there already: a key and a database outlive it.
 *
 * @param {string} place
 * @param {{ port: number, low: boolean }} options
 * @returns {string} the configuration's path
 */
export function writeConfiguration(place, { port, low }) {
  const at = (/** @type {string} */ name) => join(place, name)
  const keep = (/** @type {string} */ name, /** @type {string} */ text) => {
    if (!existsSync(at(name))) writeFileSync(at(name), text, { mode: 0o600 })
  }
  const unpadded = randomBytes(32).toString('base64').replaceAll('=', '')
  keep('signing.key', `ed25519 a_mock ${unpadded}\n`)
  // JSON is YAML, and needs no care about what must be quoted.
  keep('log.json', JSON.stringify(logging(at('synapse.log'))))
  keep('synapse.json', JSON.stringify(homeserver(at, port, low), null, 2))
  return at('synapse.json')
}

/** @param {(name: string) => string} at @param {number} port @param {boolean} low */
const homeserver = (at, port, low) => ({
  server_name: SERVER_NAME,
  public_baseurl: `http://127.0.0.1:${port}/`,
  report_stats: false,
  pid_file: at('synapse.pid'),
  listeners: [{ type: 'http', port, bind_addresses: ['127.0.0.1'], tls: false, resources: [{ names: ['client'] }] }],
  database: { name: 'sqlite3', args: { database: at('synapse.db') } },
  log_config: at('log.json'),
  media_store_path: at('media'),
  signing_key_path: at('signing.key'),
  registration_shared_secret: randomBytes(24).toString('base64url'),
  macaroon_secret_key: randomBytes(24).toString('base64url'),
  form_secret: randomBytes(24).toString('base64url'),
  enable_registration: true,
  enable_registration_without_verification: true,
  // No other server is asked or told anything, not even for its keys.
  trusted_key_servers: [],
  federation_domain_whitelist: [],
  send_federation: false,
  // The least: a test's password guards nothing, and the hash is most of what a log-in costs.
  bcrypt_rounds: 4,
  // Tokens of those who asked for refresh tokens; without that they do not end.
  refreshable_access_token_lifetime: '8s',
  ...limits(low),
})

/** @param {string} filename */
const logging = (filename) => ({
  version: 1,
  disable_existing_loggers: false,
  formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s %(message)s' } },
  handlers: { file: { class: 'logging.FileHandler', formatter: 'line', filename, encoding: 'utf8' } },
  root: { level: 'WARNING', handlers: ['file'] },
})
