import type { Instant } from '#domain/instant.ts'

/** The only source of "now". Tests pass a fixed one; the demo may pass the sandboxes' virtual one. */
export interface Clock {
  now(): Instant
}
