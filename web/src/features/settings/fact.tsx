import { Fragment, type ReactNode } from 'react'

/** One thing that is so, with its name; inside a `<dl>`. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** An environment variable: it is broken between its words, and not within one. */
export const VariableName = ({ name }: { readonly name: string }) => (
  <code style={{ overflowWrap: 'normal' }}>
    {name.split('_').map((part, i) => (
      <Fragment key={i}>
        {i === 0 ? null : (
          <>
            _<wbr />
          </>
        )}
        {part}
      </Fragment>
    ))}
  </code>
)
