import type { Page, Pages } from '../../core/pages.ts'
import { createPages } from '../../core/pages.ts'
import type { Api } from '../dispatch.ts'
import { authorizePages } from './authorize.ts'
import { recordPages } from './records.ts'

/** One line per kind of page. */
const kinds: readonly ((api: Api) => readonly Page[])[] = [authorizePages, recordPages]

export const orgPages = (api: Api): Pages => createPages(kinds.flatMap((pages) => pages(api)))
