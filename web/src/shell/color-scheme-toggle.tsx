import { ActionIcon, Tooltip, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { DeviceIcon, MoonIcon, SunIcon } from '../components/icons.tsx'

const NEXT: Readonly<Record<MantineColorScheme, { icon: ReactNode; now: string; next: MantineColorScheme }>> = {
  auto: { icon: <DeviceIcon />, now: 'as the system', next: 'light' },
  light: { icon: <SunIcon />, now: 'light', next: 'dark' },
  dark: { icon: <MoonIcon />, now: 'dark', next: 'auto' },
}

export function ColorSchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { icon, now, next } = NEXT[colorScheme]
  const label = `Colours: ${now}. Change to ${NEXT[next].now}`
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} onClick={() => setColorScheme(next)}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
