// A program that builds its pipeline only when somebody asks for it.
setInterval(() => undefined, 1_000);
