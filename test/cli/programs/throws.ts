function fail(): never {
  throw new RangeError("no such table");
}

fail();
