import type { ApiRoute } from '../../route.ts'
import { downloadChanges } from '../changes/download.ts'
import { listChanges } from '../changes/list.ts'
import { listRecordChanges } from './changes.ts'
import { listRecords } from './list.ts'
import { readRecord } from './read.ts'
import { readRecordNow } from './read-now.ts'
import { searchRecords } from './search.ts'
import { readRecordStory } from './story.ts'
import { readRecordSync, syncRecord } from './sync.ts'

/** `search` before the records themselves: it would be one's id otherwise. */
export const RECORD_ROUTES: readonly ApiRoute[] = [
  searchRecords,
  listRecords,
  readRecord,
  readRecordNow,
  listRecordChanges,
  readRecordStory,
  syncRecord,
  readRecordSync,
  listChanges,
  downloadChanges,
]
