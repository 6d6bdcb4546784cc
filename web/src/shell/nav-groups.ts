import type { Permission } from '#domain/access.ts'
import { NAV_GROUPS, type NavGroup, type Page } from '../pages.ts'

type Listed = Page & { readonly nav: NonNullable<Page['nav']> }

export interface NavPart {
  readonly group: NavGroup
  readonly pages: readonly Listed[]
}

/**
 * Pages that the reader may open. Those of groups where he can only look are apart: they are folded away, so that a rep's menu is
 * about his leads and not about field maps.
 */
export function partsOfMenu(
  pages: readonly Page[],
  permissions: readonly Permission[],
): { readonly own: readonly NavPart[]; readonly toLookAt: readonly NavPart[] } {
  const parts = (Object.keys(NAV_GROUPS) as NavGroup[])
    .map((group) => ({
      group,
      pages: pages.filter((page): page is Listed => page.nav?.group === group && permissions.includes(page.access)),
    }))
    .filter((part) => part.pages.length > 0)
  const isOwn = ({ group }: NavPart): boolean => permissions.includes(NAV_GROUPS[group])
  return { own: parts.filter(isOwn), toLookAt: parts.filter((part) => !isOwn(part)) }
}
