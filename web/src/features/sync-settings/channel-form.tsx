import { Select, TagsInput, TextInput } from '@mantine/core'
import type { Channel } from '#domain/alerts/types.ts'
import { CHANNEL_WORDS } from '../settings/alert-words.ts'
import { ofType } from './alerts.ts'
import classes from './sync-settings.module.css'

const TYPES = Object.entries(CHANNEL_WORDS).map(([value, label]) => ({ value, label }))

const VARIABLE = /^[A-Z][A-Z0-9_]*$/

/** The kind of one channel and its address, or the name of the variable that holds it. */
export function ChannelForm(props: {
  readonly channel: Channel
  readonly disabled: boolean
  readonly onChange: (channel: Channel) => void
}) {
  const { channel, disabled, onChange } = props
  const variable = (label: string, description: string, value: string, set: (value: string) => void) => (
    <TextInput
      label={label}
      description={description}
      placeholder="SLACK_SALES_URL"
      value={value}
      disabled={disabled}
      error={
        /^https?:/i.test(value)
          ? 'This is a secret: put it into a variable and give its name here'
          : value !== '' && !VARIABLE.test(value)
            ? 'Capital letters, digits and “_”'
            : null
      }
      onChange={(event) => set(event.currentTarget.value.trim())}
    />
  )
  return (
    <div className={classes['two']}>
      <Select
        label="Kind"
        data={TYPES}
        value={channel.type}
        allowDeselect={false}
        disabled={disabled}
        onChange={(value) => onChange(ofType((value ?? channel.type) as Channel['type'], channel))}
      />
      {channel.type === 'email' ? (
        <TagsInput
          label="Addresses"
          placeholder={channel.to.length === 0 ? 'Type an address, then Enter' : ''}
          value={[...channel.to]}
          disabled={disabled}
          onChange={(to) => onChange({ type: 'email', to })}
        />
      ) : (
        variable('Variable with the address', 'Set it where Tandem runs', channel.urlFrom, (urlFrom) =>
          onChange({ ...channel, urlFrom }),
        )
      )}
      {channel.type === 'webhook'
        ? variable(
            'Variable with the secret',
            'Signs each message; 16 characters at least',
            channel.secretFrom,
            (secretFrom) => onChange({ ...channel, secretFrom }),
          )
        : null}
    </div>
  )
}
