// What an entry offers, read from its .d.ts files. Syntax is enough: with isolatedDeclarations each file says
// all about its own names. So no version of TypeScript's API is needed; version 7 has none that is stable.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'vite'

/**
 * @typedef {{ type: string, start: number, end: number, [key: string]: unknown }} Node
 * @typedef {{ path: string, name: string }} Name a name in one file
 * @typedef {{ text: string, uses: readonly (Name | undefined)[], documented: boolean }} Declaration
 *   without its comments; the names it is made of, undefined for those of other packages
 * @typedef {{ text: string, comments: readonly { start: number, end: number, value: string }[], declared: Map<string, Node[]>,
 *   imported: Map<string, { from: string, name: string }>, exported: Map<string, { from?: string, name: string }> }} Module
 */

/** @type {Map<string, Module>} */
const modules = new Map()

/** @param {unknown} value @returns {value is Node} */
const isNode = (value) =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** @param {unknown} value @returns {readonly Node[]} */
const nodesIn = (value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [])

/** @param {unknown} node @returns {string} */
function nameOf(node) {
  const name = isNode(node) ? (node['name'] ?? node['value']) : undefined
  return typeof name === 'string' ? name : ''
}

/** @param {string} path @returns {Module} */
function moduleAt(path) {
  const known = modules.get(path)
  if (known) return known
  const text = readFileSync(path, 'utf8')
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`unable to read ${path}; ${errors[0]?.message}`)
  /** @type {Module} */
  const made = { text, comments, declared: new Map(), imported: new Map(), exported: new Map() }
  for (const statement of nodesIn(program.body)) enter(made, statement)
  modules.set(path, made)
  return made
}

/**
 * @param {Module} module
 * @param {Node} statement
 */
function enter(module, statement) {
  const from = isNode(statement['source']) ? String(statement['source']['value']) : undefined
  switch (statement.type) {
    case 'ImportDeclaration':
      for (const specifier of nodesIn(statement['specifiers'])) {
        const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier['imported']) : specifier.type
        module.imported.set(nameOf(specifier['local']), { from: from ?? '', name })
      }
      break
    case 'ExportNamedDeclaration':
      for (const specifier of nodesIn(statement['specifiers'])) {
        module.exported.set(nameOf(specifier['exported']), {
          ...(from !== undefined && { from }),
          name: nameOf(specifier['local']),
        })
      }
      if (isNode(statement['declaration'])) {
        for (const name of declare(module, statement['declaration'], statement)) module.exported.set(name, { name })
      }
      break
    case 'ExportAllDeclaration':
    case 'ExportDefaultDeclaration':
      throw new Error(`unable to report an API; ${statement.type} names nothing`)
    default:
      declare(module, statement, statement)
  }
}

/**
 * @param {Module} module
 * @param {Node} declaration
 * @param {Node} statement the declaration with its `export`
 * @returns {string[]} the names it declares
 */
function declare(module, declaration, statement) {
  const ids = declaration['declarations'] === undefined ? [declaration] : nodesIn(declaration['declarations'])
  const names = ids.map((node) => nameOf(node['id'])).filter((name) => name !== '')
  for (const name of names) module.declared.set(name, [...(module.declared.get(name) ?? []), statement])
  return names
}

/**
 * Follows a name to the file that declares it; undefined where that is another package's.
 *
 * @param {Name} wanted
 * @returns {Name | undefined}
 */
function origin({ path, name }) {
  const { declared, imported, exported } = moduleAt(path)
  if (declared.has(name)) return { path, name }
  const next = imported.get(name) ?? exported.get(name)
  if (next?.from === undefined || !next.from.startsWith('.')) return undefined
  return origin({ path: join(dirname(path), next.from.replace(/\.(tsx?|js)$/, '.d.ts')), name: next.name })
}

/**
 * Every name that an entry exports, in order, with where it is declared.
 *
 * @param {string} path
 * @returns {readonly (readonly [exportedAs: string, declared: Name])[]}
 */
export function exportsOf(path) {
  return [...moduleAt(path).exported].toSorted(byName).map(([exportedAs, { from, name }]) => {
    const found = from === undefined ? origin({ path, name }) : origin({ path, name: exportedAs })
    if (found === undefined) throw new Error(`unable to report an API; ${exportedAs} is of another package`)
    return [exportedAs, found]
  })
}

/** @type {(a: readonly [string, unknown], b: readonly [string, unknown]) => number} */
const byName = ([a], [b]) => (a < b ? -1 : 1)

/**
 * @param {Name} declared
 * @returns {Declaration}
 */
export function declarationOf({ path, name }) {
  const module = moduleAt(path)
  const statements = module.declared.get(name) ?? []
  const uses = statements.flatMap((statement) => [...namesUsed(statement)]).map((used) => origin({ path, name: used }))
  return {
    text: statements.map((statement) => withoutComments(module, statement)).join('\n'),
    uses,
    documented: statements.some((statement) => hasDoc(module, statement)),
  }
}

/**
 * @param {Module} module
 * @param {Node} node
 */
function hasDoc({ text, comments }, node) {
  const before = comments.findLast(({ end }) => end <= node.start)
  return before !== undefined && before.value.startsWith('*') && text.slice(before.end, node.start).trim() === ''
}

/**
 * @param {Module} module
 * @param {Node} node
 */
function withoutComments({ text, comments }, { start, end }) {
  let result = ''
  let at = start
  for (const comment of comments) {
    if (comment.start < at || comment.end > end) continue
    result += text.slice(at, comment.start)
    at = comment.end
  }
  result += text.slice(at, end)
  return result
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n')
}

/** Names in the place of a type, of what is extended, or of a value whose type is taken. */
const NAMING = new Set(['typeName', 'exprName', 'superClass', 'expression'])

/** @param {Node} node @returns {Generator<string>} */
function* namesUsed(node) {
  for (const [key, value] of Object.entries(node)) {
    for (const child of nodesIn(value)) {
      if (NAMING.has(key)) yield leftmost(child)
      yield* namesUsed(child)
    }
  }
}

/** @param {Node} node @returns {string} */
const leftmost = (node) => (isNode(node['left']) ? leftmost(node['left']) : nameOf(node))
