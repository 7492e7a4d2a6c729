import Wire

/// Reads how long a server asks us to wait.
enum RetryAfter {
    /// `retry-after-ms`, or `Retry-After` in seconds or as a date; nil if there is none or it makes no sense.
    ///
    /// Never negative, at most a day.
    ///
    /// - Parameter wallMilliseconds: now, since 1970, for the date form.
    static func read(_ head: HTTPHead, wallMilliseconds: Int64) -> Duration? {
        if let text = head.value("retry-after-ms"), let milliseconds = Double(text), milliseconds.isFinite, milliseconds >= 0 {
            return .milliseconds(Int64(min(milliseconds, 86_400_000)))
        }
        guard let text = head.value("retry-after") else { return nil }
        if let seconds = Double(text) {
            return seconds.isFinite && seconds >= 0 ? .milliseconds(Int64(min(seconds, 86_400) * 1000)) : nil
        }
        guard let date = secondsSince1970(text) else { return nil }
        return .milliseconds(min(max(0, date * 1000 &- wallMilliseconds), 86_400_000))
    }

    /// The three forms of a HTTP date (RFC 9110 section 5.6.7), always in GMT.
    static func secondsSince1970(_ text: String) -> Int64? {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        var month: Int?
        var numbers: [Int] = []
        var time: [Int] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" }) {
            if word.contains(":") {
                time = word.split(separator: ":").compactMap { Int($0) }
            } else if let number = Int(word) {
                numbers.append(number)
            } else if let position = months.firstIndex(of: word.lowercased()) {
                month = position + 1
            }
        }
        guard let month, numbers.count == 2, time.count == 3, (1...31).contains(numbers[0]), (0...23).contains(time[0]),
            (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        var year = numbers[1]
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        guard (1970...9999).contains(year) else { return nil }
        return Int64(days(year, month, numbers[0])) * 86400 + Int64(time[0] * 3600 + time[1] * 60 + time[2])
    }

    /// Days from 1970-01-01 in the Gregorian calendar; years from March make the leap day the last one.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
