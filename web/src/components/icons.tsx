import type { ReactNode } from 'react'

/** Drawn beside words, never instead of them: hidden from screen readers. */
function Icon({ children, size = 18 }: { readonly children: ReactNode; readonly size?: number | undefined }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

interface IconProps {
  readonly size?: number
}

export type IconComponent = (props: IconProps) => ReactNode

export const CheckIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
)

export const AlertIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 4L2.8 20h18.4L12 4zM12 10.5v4M12 17.4v.1" />
  </Icon>
)

export const PauseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M8.5 5v14M15.5 5v14" />
  </Icon>
)

export const ClockIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
)

export const SunIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4" />
  </Icon>
)

export const MoonIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z" />
  </Icon>
)

export const DeviceIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="3" y="4.5" width="18" height="12" rx="1.5" />
    <path d="M8.5 20.5h7" />
  </Icon>
)

export const BrandIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="7.5" cy="14.5" r="4.5" />
    <circle cx="16.5" cy="14.5" r="4.5" />
    <path d="M4 6h16" />
  </Icon>
)

export const GaugeIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 18a9 9 0 1 1 16 0M12 14l4-5M3.5 18h17" />
  </Icon>
)

export const PeopleIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-3.5 3-5.5 6.5-5.5s6 2 6.500 5.500M16 4.500a3.500 3.500 0 0 1 0 6.500M18 15c2 .8 3.200 2.500 3.500 5" />
  </Icon>
)

export const SlidersIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5" />
  </Icon>
)

export const MapIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 6h6M4 12h6M4 18h6M14 6h6M14 12h6M14 18h6M10 6h4M10 12h4M10 18h4" />
  </Icon>
)

export const RouteIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 8v5a3 3 0 0 0 3 3h7M8 6h6a3 3 0 0 1 3 3v1" />
  </Icon>
)

export const CoinsIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 18V9M9.500 18V5M15 18v-6M20.500 18V8M3 20.500h18" />
  </Icon>
)

export const SearchIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20.500 20.500L16 16" />
  </Icon>
)

export const WrenchIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M14.500 6.500a4 4 0 0 0-5.300 5.300L4 17l3 3 5.200-5.200a4 4 0 0 0 5.300-5.300L15 12l-3-3 2.500-2.500z" />
  </Icon>
)

export const QueueIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 6h16M4 12h16M4 18h10M17 18l2 2 3-4" />
  </Icon>
)

export const GearIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100" />
  </Icon>
)

export const CodeIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M8 7l-5 5 5 5M16 7l5 5-5 5M13.500 5l-3 14" />
  </Icon>
)

export const CloseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
)

export const ExternalIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5" />
  </Icon>
)

export const CopyIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M9 9h10v11H9zM5 15V4h10" />
  </Icon>
)

export const DownloadIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 4v11M7.500 11L12 15.500 16.500 11M4.500 19.500h15" />
  </Icon>
)

export const ChevronIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M9 6l6 6-6 6" />
  </Icon>
)

export const ReturnIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M9 14l-5-5 5-5M4 9h10a6 6 0 0 1 0 12h-3" />
  </Icon>
)

export const PassIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 7h13M13 3l4 4-4 4M20 17H7M11 13l-4 4 4 4" />
  </Icon>
)

export const RefreshIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 11a8 8 0 0 1 14-4.500L20 8M20 4v4h-4M20 13a8 8 0 0 1-14 4.500L4 16M4 20v-4h4" />
  </Icon>
)
