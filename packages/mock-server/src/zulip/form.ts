import type { FaceRequest } from '../http/exchange.ts'
import { badRequest } from './errors.ts'

const NOTHING: Iterable<[string, unknown]> = []

async function bodyFields({ body, header }: FaceRequest): Promise<Iterable<[string, unknown]>> {
  const type = header('content-type') ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams(Buffer.from(body).toString())
  // Any other content is no form to Zulip, and nothing of it is looked at.
  if (!type.startsWith('multipart/form-data')) return NOTHING
  try {
    return await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData()
  } catch {
    throw badRequest('Invalid multipart body')
  }
}

/**
 * The parameters of a request: those of the body before those of the query, the last of each name; files left out.
 * @throws ZulipError 400 for a multipart body that cannot be read.
 */
export async function readForm(request: FaceRequest): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>(request.query)
  for (const [name, value] of await bodyFields(request)) if (typeof value === 'string') fields.set(name, value)
  return fields
}
