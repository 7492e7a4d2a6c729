// libcurl for Swift: its option calls are variadic and its option checks are macros, so each argument type gets one plain function.
#ifndef LATHE_CCURL_SHIM_H
#define LATHE_CCURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*lathe_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode lathe_curl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode lathe_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode lathe_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode lathe_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode lathe_curl_set_callback(CURL *easy, CURLoption option, lathe_curl_data_callback value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline long lathe_curl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t lathe_curl_get_size(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

/// Nothing but http and https, whatever the address says; and no waiting for a name lookup that nobody needs any more.
static inline CURLcode lathe_curl_restrict(CURL *easy) {
    CURLcode code;
#if LIBCURL_VERSION_NUM >= 0x075500
    code = (curl_easy_setopt)(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    code = (curl_easy_setopt)(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    (void)(curl_easy_setopt)(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    return code;
}

/// The next finished transfer, or NULL; its result goes to `code`.
static inline CURL *lathe_curl_next_finished(CURLM *multi, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

#endif
