import type { Org } from '../org.ts'
import type { Value } from './table.ts'

/** Who writes, and what the request's headers ask for. */
export interface WriteContext {
  readonly org: Org
  readonly userId: string
  /** Whether lead assignment rules run; REST's default is that they do. */
  readonly autoAssign: boolean
  /** The platform's own writes may set read-only fields. */
  readonly asPlatform: boolean
  /** Creates (without `Id`) or updates (with it) as the platform, for what one write causes elsewhere. */
  readonly platformSave: (object: string, data: Readonly<Record<string, Value>>) => string
}
