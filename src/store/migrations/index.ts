import type { Migration } from 'kysely/migration'
import * as sync from './0001_sync.ts'
import * as sales from './0002_sales.ts'
import * as attribution from './0003_attribution.ts'
import * as capture from './0004_capture.ts'
import * as budget from './0005_budget.ts'
import * as lists from './0006_lists.ts'
import * as backfill from './0007_backfill.ts'
import * as engine from './0009_engine.ts'
import * as matchKeys from './0010_match_keys.ts'
import * as review from './0011_review.ts'
import * as drift from './0012_drift.ts'
import * as writeIntents from './0013_write_intents.ts'
import * as claims from './0014_claims.ts'
import * as writeBatches from './0015_write_batches.ts'
import * as handoff from './0016_handoff.ts'
import * as attributionLedger from './0017_attribution.ts'
import * as touchPeople from './0018_touch_people.ts'
import * as attributionReports from './0019_attribution_reports.ts'
import * as hearing from './0020_hearing.ts'
import * as returns from './0021_returns.ts'
import * as access from './0022_access.ts'
import * as problems from './0027_problems.ts'
import * as config from './0023_config.ts'
import * as leadBoard from './0024_lead_board.ts'
import * as attributionSums from './0025_attribution_sums.ts'
import * as recordsSearch from './0026_records_search.ts'
import * as changeMarks from './0028_change_marks.ts'

/** In the order in which they run. A migration that was released is never edited: add the next one. */
export const MIGRATIONS = {
  '0001_sync': sync,
  '0002_sales': sales,
  '0003_attribution': attribution,
  '0004_capture': capture,
  '0005_budget': budget,
  '0006_lists': lists,
  '0007_backfill': backfill,
  '0009_engine': engine,
  '0010_match_keys': matchKeys,
  '0011_review': review,
  '0012_drift': drift,
  '0013_write_intents': writeIntents,
  '0014_claims': claims,
  '0015_write_batches': writeBatches,
  '0016_handoff': handoff,
  '0017_attribution': attributionLedger,
  '0018_touch_people': touchPeople,
  '0019_attribution_reports': attributionReports,
  '0020_hearing': hearing,
  '0021_returns': returns,
  '0022_access': access,
  '0023_config': config,
  '0024_lead_board': leadBoard,
  '0025_attribution_sums': attributionSums,
  '0026_records_search': recordsSearch,
  '0027_problems': problems,
  '0028_change_marks': changeMarks,
} as const satisfies Record<string, Migration>
