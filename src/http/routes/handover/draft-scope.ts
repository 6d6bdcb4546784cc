import type { Scope } from '#app/scope.ts'
import type { ApiDeps } from '../../api-deps.ts'
import type { ConfigDocument } from '../../contract/config.ts'
import { HttpError } from '../../problem.ts'

/** The scope as a document would have it; without one, as it is. @throws HttpError 422 with the first thing wrong in it. */
export function draftScope(deps: ApiDeps, scope: Scope, document: ConfigDocument | undefined): Scope {
  if (document === undefined) return scope
  const read = deps.readDocument(document)
  if (read.ok) return { ...scope, config: read.config }
  const [first] = read.problems
  throw new HttpError({
    status: 422,
    code: 'INVALID_DOCUMENT',
    message: first === undefined ? 'The document cannot be used.' : `${first.path}: ${first.message}`,
    remedy: first?.remedy ?? 'Correct it.',
  })
}
