import { Chip, Group, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './filter-bar.module.css'
import { SearchIcon } from './icons.tsx'
import { useTypedText } from './typed-text.ts'

/** Filters above a list, wrapping on narrow screens. */
export const FilterBar = ({ children }: { readonly children: ReactNode }) => (
  <Group gap="xs" mb="sm" role="search">
    {children}
  </Group>
)

/** One choice of a few, each with how many there are where that is known. */
export function Choices<T extends string>(props: {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly count?: number | undefined }[]
  readonly onChange: (value: T) => void
  /** On narrow screens in one line, which goes on beyond the edge; for many options. */
  readonly narrow?: 'scroll'
}) {
  return (
    <Chip.Group value={props.value} onChange={(value) => props.onChange(value as T)}>
      <Group
        gap={6}
        role="radiogroup"
        aria-label={props.label}
        {...(props.narrow === undefined ? {} : { className: classes['scroll'] ?? '' })}
      >
        {props.options.map(({ value, label, count }) => (
          <Chip key={value} value={value} size="sm" variant="outline">
            {count === undefined ? label : `${label} · ${count.toLocaleString()}`}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  )
}

/** Text that is looked for when typing rests. */
export function SearchBox(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly autoFocus?: boolean
}) {
  const { text, type } = useTypedText(props.value, props.onChange)
  return (
    <TextInput
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      leftSection={<SearchIcon size={16} />}
      value={text}
      autoFocus={props.autoFocus ?? false}
      onChange={(event) => type(event.currentTarget.value)}
      style={{ flex: '1 1 220px', maxWidth: 420 }}
    />
  )
}

/** A word that is filtered by, when typing rests. Each box sends for itself alone. */
export function TextFilter(props: {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** Digits alone. */
  readonly digits?: true
}) {
  const { text, type } = useTypedText(props.value, props.onChange)
  const { digits } = props
  return (
    <TextInput
      label={props.label}
      placeholder={props.placeholder}
      size="xs"
      {...(digits === true ? { inputMode: 'numeric' as const } : {})}
      value={text}
      onChange={({ currentTarget: { value } }) => type(digits === true ? value.replaceAll(/\D/g, '') : value)}
    />
  )
}
