import type { ComponentType } from 'react'
import type { Permission } from '#domain/access.ts'
import {
  CodeIcon,
  CoinsIcon,
  WrenchIcon,
  SearchIcon,
  SlidersIcon,
  QueueIcon,
  GaugeIcon,
  RouteIcon,
  MapIcon,
  PeopleIcon,
  GearIcon,
  type IconComponent,
  ClockIcon,
} from './components/icons.tsx'

/** A page of one connection, below `/c/<connection>/`. Its code is loaded when it is first opened. */
export interface Page {
  /** May hold parameters: `records/$link`. */
  readonly path: string
  readonly title: string
  readonly access: Permission
  /** Where it stands in the navigation; absent: it is reached from other pages. */
  readonly nav?: { readonly group: NavGroup; readonly icon: IconComponent }
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

/** Groups of the navigation, each with what one needs to do more there than look. */
export const NAV_GROUPS = { Follow: 'read', 'Look after': 'operate', 'Set up': 'configure' } as const satisfies Record<
  string,
  Permission
>
export type NavGroup = keyof typeof NAV_GROUPS

/** In the order of the navigation. A new page is a folder below features/ and a line here. */
export const PAGES: readonly Page[] = [
  {
    path: 'overview',
    title: 'Overview',
    access: 'read',
    nav: { group: 'Follow', icon: GaugeIcon },
    load: () => import('./features/overview/overview-page.tsx').then((m) => ({ default: m.OverviewPage })),
  },
  {
    path: 'leads',
    title: 'Leads',
    access: 'read',
    nav: { group: 'Follow', icon: PeopleIcon },
    load: () => import('./features/leads/leads-page.tsx').then((m) => ({ default: m.LeadsPage })),
  },
  {
    path: 'attribution',
    title: 'Attribution',
    access: 'read',
    nav: { group: 'Follow', icon: CoinsIcon },
    load: () => import('./features/attribution/attribution-page.tsx').then((m) => ({ default: m.AttributionPage })),
  },
  {
    path: 'attribution/campaign',
    title: 'Campaign',
    access: 'read',
    load: () => import('./features/attribution/campaign-page.tsx').then((m) => ({ default: m.CampaignPage })),
  },
  {
    path: 'attribution/deals',
    title: 'Deals',
    access: 'read',
    load: () => import('./features/attribution/deals-page.tsx').then((m) => ({ default: m.DealsPage })),
  },
  {
    path: 'attribution/deals/$deal',
    title: 'Deal',
    access: 'read',
    load: () => import('./features/attribution/deal-page.tsx').then((m) => ({ default: m.DealPage })),
  },
  {
    path: 'attribution/costs',
    title: 'Costs',
    access: 'read',
    load: () => import('./features/attribution/costs-page.tsx').then((m) => ({ default: m.CostsPage })),
  },
  {
    path: 'attribution/touches',
    title: 'Touches',
    access: 'read',
    load: () => import('./features/attribution/touches-page.tsx').then((m) => ({ default: m.TouchesPage })),
  },
  {
    path: 'records',
    title: 'Records',
    access: 'read',
    nav: { group: 'Follow', icon: SearchIcon },
    load: () => import('./features/records/records-page.tsx').then((m) => ({ default: m.RecordsPage })),
  },
  {
    path: 'records/$link',
    title: 'Record',
    access: 'read',
    load: () => import('./features/records/record-page.tsx').then((m) => ({ default: m.RecordPage })),
  },
  {
    path: 'problems',
    title: 'Problems',
    access: 'read',
    nav: { group: 'Look after', icon: WrenchIcon },
    load: () => import('./features/problems/problems-page.tsx').then((m) => ({ default: m.ProblemsPage })),
  },
  {
    path: 'changes',
    title: 'Changes',
    access: 'read',
    nav: { group: 'Look after', icon: ClockIcon },
    load: () => import('./features/records/changes-page.tsx').then((m) => ({ default: m.ChangesPage })),
  },
  {
    path: 'jobs',
    title: 'Jobs',
    access: 'read',
    nav: { group: 'Look after', icon: QueueIcon },
    load: () => import('./features/jobs/jobs-page.tsx').then((m) => ({ default: m.JobsPage })),
  },
  {
    path: 'sync',
    title: 'Sync settings',
    access: 'read',
    nav: { group: 'Set up', icon: SlidersIcon },
    load: () => import('./features/sync-settings/sync-page.tsx').then((m) => ({ default: m.SyncPage })),
  },
  {
    path: 'mappings',
    title: 'Mappings',
    access: 'read',
    nav: { group: 'Set up', icon: MapIcon },
    load: () => import('./features/mappings/mappings-page.tsx').then((m) => ({ default: m.MappingsPage })),
  },
  {
    path: 'handover',
    title: 'Handover & routing',
    access: 'read',
    nav: { group: 'Set up', icon: RouteIcon },
    load: () => import('./features/handover/handover-page.tsx').then((m) => ({ default: m.HandoverPage })),
  },
  {
    path: 'settings',
    title: 'Settings',
    access: 'read',
    nav: { group: 'Set up', icon: GearIcon },
    load: () => import('./features/settings/settings-page.tsx').then((m) => ({ default: m.SettingsPage })),
  },
  {
    path: 'api',
    title: 'API',
    access: 'read',
    nav: { group: 'Set up', icon: CodeIcon },
    load: () => import('./features/reference/reference-page.tsx').then((m) => ({ default: m.ReferencePage })),
  },
  {
    path: 'profile',
    title: 'Your account',
    access: 'read',
    load: () => import('./features/profile/profile-page.tsx').then((m) => ({ default: m.ProfilePage })),
  },
]

/** A page for people who are not signed in, at an address of its own. */
export interface PublicPage {
  readonly path: string
  readonly title: string
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

const linkPage = () => import('./features/sign-in/link-page.tsx').then((m) => ({ default: m.LinkPage }))

export const PUBLIC_PAGES: readonly PublicPage[] = [
  {
    path: '/sign-in',
    title: 'Sign in',
    load: () => import('./features/sign-in/sign-in-page.tsx').then((m) => ({ default: m.SignInPage })),
  },
  { path: '/set-up', title: 'Set up Tandem', load: linkPage },
  { path: '/invitation', title: 'Welcome to Tandem', load: linkPage },
  { path: '/reset-password', title: 'Choose a new password', load: linkPage },
]
