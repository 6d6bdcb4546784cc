import type * as z from 'zod'
import { InvariantError } from '#domain/errors.ts'

/** A kind of background work, in one literal. Payloads are ids and small values; `run` reads the state again before it acts. */
export interface JobSpec<N extends string, S extends z.ZodType, D> {
  readonly name: N
  /** Jobs of one remote budget share a queue, so that a limit of that remote stops nobody else. Letters, digits, "-". */
  readonly queue: string
  readonly input: S
  /** Same key = same work. Guarantee: at most one waiting per key; one that arrives while the key is worked on runs afterwards. */
  readonly dedupeKey: (input: z.output<S>) => string
  /** Tries in all before the job counts as failed; waiting for a rate limit uses none up. Default 8. */
  readonly attempts?: number
  /** Runs by itself, with this input. */
  readonly schedule?: { readonly everyMs: number; readonly input: z.input<S> }
  /** Who waits when a remote names an instant for the next call: this job (default), or its whole queue. */
  readonly onRetryAfter?: 'job-waits' | 'queue-waits'
  readonly run: (input: z.output<S>, deps: D) => Promise<void>
  /** Told once it has failed for good, after the last try: whoever waits for what it was to do has to hear of it. */
  readonly onGivenUp?: (input: z.output<S>, deps: D, why: string) => Promise<void>
}

/** A JobSpec whose payload is checked where it comes in, so that jobs of all kinds fit in one registry. */
export interface JobDefinition<D, N extends string = string> {
  readonly name: N
  readonly queue: string
  readonly attempts: number
  readonly schedule: { readonly everyMs: number; readonly input: unknown } | null
  readonly onRetryAfter: 'job-waits' | 'queue-waits'
  /** @throws InvariantError when the payload is not this job's input. */
  dedupeKey(payload: unknown): string
  /** @throws InvariantError when the payload is not this job's input, and whatever the work throws. */
  run(payload: unknown, deps: D): Promise<void>
  /** @param why for people. @throws InvariantError when the payload is not this job's input. */
  givenUp(payload: unknown, deps: D, why: string): Promise<void>
}

const DEFAULT_ATTEMPTS = 8

export function defineJob<const N extends string, S extends z.ZodType, D>(spec: JobSpec<N, S, D>): JobDefinition<D, N> {
  const parse = (payload: unknown): z.output<S> => {
    const parsed = spec.input.safeParse(payload)
    if (parsed.success) return parsed.data
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new InvariantError(`job ${spec.name} does not take this payload: ${problems}`, { job: spec.name })
  }
  return {
    name: spec.name,
    queue: spec.queue,
    attempts: spec.attempts ?? DEFAULT_ATTEMPTS,
    schedule: spec.schedule ?? null,
    onRetryAfter: spec.onRetryAfter ?? 'job-waits',
    dedupeKey: (payload) => spec.dedupeKey(parse(payload)),
    run: async (payload, deps) => spec.run(parse(payload), deps),
    givenUp: async (payload, deps, why) => spec.onGivenUp?.(parse(payload), deps, why),
  }
}
