if (true) {
  return 5
}
