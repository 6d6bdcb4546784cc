import type { Instant, LocalDate } from '#domain/instant.ts'
import { localDateOf } from '#domain/time.ts'

/** As the wire has it: UTC, ISO 8601. */
export const toInstantText = (instant: Instant): string => new Date(instant).toISOString()
export const toInstantTextOrNull = (instant: Instant | null): string | null =>
  instant === null ? null : toInstantText(instant)
/** The day that an instant is of in the org's zone: where a CRM keeps days alone, an instant of it would be another day elsewhere. */
export const toDayOrNull = (instant: Instant | null, zone: string): LocalDate | null =>
  instant === null ? null : localDateOf(instant, zone)
