// Requests come from anywhere: a field of the wrong kind is told by name.

export function requireString(messageType: string, content: object, field: string): void {
  const value = (content as Record<string, unknown>)[field];
  if (typeof value !== "string")
    throw new TypeError(`Cannot answer ${messageType} as ${field} must be a string: got ${typeof value}`);
}

export function requirePosition(messageType: string, content: object, field: string): void {
  const value = (content as Record<string, unknown>)[field];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new TypeError(
      `Cannot answer ${messageType} as ${field} must be a count of characters: got ${JSON.stringify(value)}`,
    );
  }
}
