import type { ComponentType } from 'react'
import type { Permission } from '#domain/access.ts'

/** A part of the settings. Its code is loaded when it is first opened. */
export interface SettingsTab {
  /** In the address: `?tab=people`. */
  readonly value: string
  readonly label: string
  readonly access: Permission
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

/** In the order of the page. A new tab is a file and a line here. */
export const SETTINGS_TABS: readonly SettingsTab[] = [
  {
    value: 'connection',
    label: 'Connection',
    access: 'read',
    load: () => import('./connection-tab.tsx').then((m) => ({ default: m.ConnectionTab })),
  },
  {
    value: 'alerts',
    label: 'Alerts',
    access: 'read',
    load: () => import('./alerts-tab.tsx').then((m) => ({ default: m.AlertsTab })),
  },
  {
    value: 'people',
    label: 'People',
    access: 'administer',
    load: () => import('./people-tab.tsx').then((m) => ({ default: m.PeopleTab })),
  },
  {
    value: 'tokens',
    label: 'API tokens',
    access: 'read',
    load: () => import('./tokens-tab.tsx').then((m) => ({ default: m.TokensTab })),
  },
  {
    value: 'audit',
    label: 'Audit log',
    access: 'administer',
    load: () => import('./audit-tab.tsx').then((m) => ({ default: m.AuditTab })),
  },
]
