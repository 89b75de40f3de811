/** What a supervised program is asked, to see whether its event loop turns. */
export const ping = "purlin: do you hear?";

/** What it answers. */
export const pong = "purlin: yes";
