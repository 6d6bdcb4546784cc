import type { Migration } from 'kysely/migration'
import * as sync from './0001_sync.ts'
import * as sales from './0002_sales.ts'
import * as attribution from './0003_attribution.ts'
import * as capture from './0004_capture.ts'
import * as engine from './0009_engine.ts'

/** In the order in which they run. A migration that was released is never edited: add the next one. */
export const MIGRATIONS = {
  '0001_sync': sync,
  '0002_sales': sales,
  '0003_attribution': attribution,
  '0004_capture': capture,
} as const satisfies Record<string, Migration>
  '0009_engine': engine,
