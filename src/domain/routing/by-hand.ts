/** Rule of an owner to whom somebody passed the lead on, on Tandem's pages. In the log of a decision, whoever did so and why. */
export const BY_HAND = 'by hand'
