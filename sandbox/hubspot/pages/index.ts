import type { Page, Pages } from '../../core/pages.ts'
import { createPages } from '../../core/pages.ts'
import type { Portal } from '../model/portal.ts'
import { authorizePages } from './authorize.ts'
import { recordPages } from './records.ts'

/** One line per kind of page. */
const kinds: readonly ((portal: Portal) => readonly Page[])[] = [recordPages, authorizePages]

export const portalPages = (portal: Portal): Pages => createPages(kinds.flatMap((pages) => pages(portal)))
