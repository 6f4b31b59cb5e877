// What `npm run demo -- …` takes beyond what Vite does.

/** The argument is none that the demo can go by. */
export class BadArgument extends Error {}

/**
 * Takes `--matrix URL` out of the arguments; the others are Vite's.
 *
 * @param {readonly string[]} args
 * @returns {{ matrix: string | undefined, rest: readonly string[] }}
 */
export function readDemoArguments(args) {
  const at = args.findIndex((arg) => arg === '--matrix' || arg.startsWith('--matrix='))
  const found = args[at]
  if (found === undefined) return { matrix: undefined, rest: args }
  const isSplit = found === '--matrix'
  const matrix = readHomeserver(isSplit ? args[at + 1] : found.slice('--matrix='.length))
  const rest = args.toSpliced(at, isSplit ? 2 : 1)
  if (rest.some((arg) => /^--matrix(=|$)/.test(arg))) throw new BadArgument('--matrix is given twice')
  return { matrix, rest }
}

/** The address without a slash at its end. @param {string | undefined} text */
function readHomeserver(text) {
  const wanted = '--matrix needs the address of a homeserver, such as http://127.0.0.1:8008'
  if (text === undefined || text === '' || text.startsWith('-')) throw new BadArgument(wanted)
  const url = URL.canParse(text) ? new URL(text) : undefined
  // A host may hold signs that mean something in a security policy, where it goes.
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^[\w.:[\]-]+$/.test(url.host)) {
    throw new BadArgument(`${wanted}: absolute, http or https`)
  }
  // The address itself is not repeated: it may hold a password.
  if (url.username !== '' || url.password !== '') throw new BadArgument(`${wanted}: without a user name or password`)
  if (/[?#]/.test(text)) throw new BadArgument(`${wanted}: without a query or fragment`)
  return url.origin + url.pathname.replace(/\/+$/, '')
}
