import { Autocomplete } from '@mantine/core'
import { useHandover } from './handover-context.ts'

const MOST_SHOWN = 30

/** A Salesforce user by e-mail, found by name as well. One who cannot own leads is told at once. */
export function UserPicker(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (email: string) => void
  readonly description?: string
  readonly disabled?: boolean
}) {
  const { facts } = useHandover()
  const names = new Map(
    (facts.users ?? []).flatMap((user) => (user.email === null ? [] : [[user.email, user] as const])),
  )
  const chosen = names.get(props.value.trim().toLowerCase())
  const problem =
    props.value === '' || facts.users === null
      ? null
      : chosen === undefined
        ? 'No Salesforce user has this e-mail'
        : chosen.active
          ? null
          : `${chosen.name} is not active in Salesforce`
  return (
    <Autocomplete
      label={props.label}
      description={props.description}
      value={props.value}
      error={problem}
      disabled={props.disabled ?? false}
      data={[...names.values()].filter(({ active }) => active).map(({ email }) => email ?? '')}
      limit={MOST_SHOWN}
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase()
        return options.filter(
          (option) =>
            'value' in option &&
            (option.value.includes(wanted) || (names.get(option.value)?.name ?? '').toLowerCase().includes(wanted)),
        )
      }}
      renderOption={({ option }) => (
        <span>
          {names.get(option.value)?.name} <small>({option.value})</small>
        </span>
      )}
      onChange={props.onChange}
    />
  )
}
