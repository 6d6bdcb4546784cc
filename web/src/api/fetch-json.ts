import type * as z from 'zod'
import { problemSchema, type Problem } from '#http/contract/problem.ts'

/** A request that failed, in words for the reader: `message` says what is wrong, `remedy` what to do. */
export class ApiProblem extends Error {
  readonly code: string
  readonly remedy: string
  /** 0: there was no answer. */
  readonly status: number

  constructor(problem: Pick<Problem, 'detail' | 'code' | 'remedy'>, status = 0) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.status = status
    this.code = problem.code
    this.remedy = problem.remedy
  }
}

/** Asks the API and parses what it says. @throws ApiProblem for every kind of failure but an abort. */
export async function fetchJson<S extends z.ZodType>(
  path: string,
  schema: S,
  signal: AbortSignal,
  ask: typeof fetch = fetch,
): Promise<z.output<S>> {
  const response = await ask(path, { signal, headers: { accept: 'application/json' } }).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new ApiProblem({
      detail: 'Tandem does not answer.',
      code: 'UNREACHABLE',
      remedy: 'Check that it is running. This page goes on by itself as soon as it answers.',
    })
  })
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => null)
  if (!response.ok) throw problemOf(response.status, body)
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ApiProblem({
    detail: 'Tandem answered in a form that this page does not know: one of them is older than the other.',
    code: 'CONTRACT',
    remedy: 'Reload the page. If that does not help, run "npm run web:build" and reload again.',
  })
}

function problemOf(status: number, body: unknown): ApiProblem {
  const parsed = problemSchema.safeParse(body)
  if (parsed.success) return new ApiProblem(parsed.data, status)
  return new ApiProblem(
    {
      detail: `Something between this page and Tandem answered with error ${status}.`,
      code: 'NOT_TANDEM',
      remedy: 'Check proxies on the way, then try again.',
    },
    status,
  )
}
