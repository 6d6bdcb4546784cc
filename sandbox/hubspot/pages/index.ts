import type { Page, Pages } from '../../core/pages.ts'
import { createPages } from '../../core/pages.ts'
import type { Portal } from '../model/portal.ts'

/** One line per kind of page. */
const kinds: readonly ((portal: Portal) => readonly Page[])[] = []

export const portalPages = (portal: Portal): Pages => createPages(kinds.flatMap((pages) => pages(portal)))
