/** What a supervised program is asked, to see whether its event loop turns. */
export const ping = "purlin: do you hear?";

/** What it answers. */
export const pong = "purlin: yes";

/** What it says when it was told to end, and its end hangs on what a person decides. */
export const takesTime = "purlin: this may take its time";
